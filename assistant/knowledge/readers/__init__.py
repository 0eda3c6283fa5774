"""What does a file say, block by block, and is it safe to read at all?"""
