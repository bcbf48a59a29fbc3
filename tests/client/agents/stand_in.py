"""A language model that is a script: an HTTP server on loopback that answers what it is told to."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Script = Callable[[dict[str, Any]], "Said"]


class Said:
    """One answer. text: of the model. status: other than 200 carries no text. hold: the answer waits for this."""

    def __init__(
        self,
        text: str = "",
        status: int = 200,
        usage: dict[str, int] | None = None,
        hold: threading.Event | None = None,
        retry_after: str | None = None,
    ) -> None:
        self.text = text
        self.status = status
        self.usage = usage
        self.hold = hold
        self.retry_after = retry_after


class StandIn:
    """What was asked: bodies and headers, in order. url: to give as the endpoint."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.url = ""


@contextmanager
def stand_in(script: Script) -> Iterator[StandIn]:
    """A model for as long as the block lasts."""
    model = StandIn(script)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            model.asked.append({"path": self.path, **body})
            model.headers.append(dict(self.headers))
            said = model.script(body)
            if said.hold is not None:
                said.hold.wait(20)
            answer: dict[str, Any] = {"choices": [{"message": {"role": "assistant", "content": said.text}}]}
            if said.usage is not None:
                answer["usage"] = said.usage
            data = json.dumps(answer if said.status == 200 else {"error": {"message": "no"}}).encode()
            try:
                self.send_response(said.status)
                if said.retry_after is not None:
                    self.send_header("Retry-After", said.retry_after)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
            except OSError:
                pass  # whoever asked has gone

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    model.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield model
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def scripted(*answers: Said | str | dict[str, Any]) -> Script:
    """These answers in order, the last one for ever."""
    left = [one if isinstance(one, Said) else Said(_text(one)) for one in answers]

    def say(body: dict[str, Any]) -> Said:
        del body
        return left.pop(0) if len(left) > 1 else left[0]

    return say


def _text(answer: str | dict[str, Any]) -> str:
    return answer if isinstance(answer, str) else json.dumps(answer)
