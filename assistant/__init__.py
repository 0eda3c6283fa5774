"""Krisplan: plan, advice and reply drafts from a company's own policies; a person approves every word."""
