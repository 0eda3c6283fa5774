"""Which text has the company approved beforehand for a matter like this, and which may no longer be used?"""
