"""What is the crisis plan: what do the documents already say of risks, goals, processes and upkeep, what is missing?"""
