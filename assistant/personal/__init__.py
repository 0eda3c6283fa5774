"""Which details of a person, and which ways to reach somebody, stand in a text, however they are spelt?"""
