"""What has happened, how serious is it, who must know, and what do we do now?"""
