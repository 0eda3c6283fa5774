"""How does an answer to a post come about, get approved and leave the house?"""
