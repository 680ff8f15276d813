"""TALKING TO A MARKETPLACE: native payloads in, orders out; actions in, requests out; all of it as a binding says."""
