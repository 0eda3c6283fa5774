"""What do the company's own documents say, and exactly where?"""
