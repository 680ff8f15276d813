"""Speaks with marketplaces over HTTP: their payloads become orders, our actions requests, as binding.yaml says."""
