"""`python -m detente_client` is `detente`."""

import sys

from detente_client.cli import main

if __name__ == "__main__":
    sys.exit(main())
