"""The pages of the terminal client, and what is asked on top of them."""
