"""Has a person who did not write it approved exactly these bytes, and does that approval still count?"""
