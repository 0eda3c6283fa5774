"""What do administrators see and change: people, deputies, keys of machines, and how Krisplan is set up?"""
