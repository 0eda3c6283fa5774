"""One module per page: what stands on it, and what happens when something on it is pressed?"""
