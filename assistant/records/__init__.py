"""Where is the truth kept, and how is it known that nobody changed it afterwards?"""
