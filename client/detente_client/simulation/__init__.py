"""Many games at once: rows of data, their files, doctrines as arrays, tournaments of bots, and regimes side by side."""
