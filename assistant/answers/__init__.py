"""What is the answer to a question, and where does it stand?"""
