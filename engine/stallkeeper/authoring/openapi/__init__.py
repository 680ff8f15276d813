"""A vendor's OpenAPI or Swagger file in, a first draft of a channel out, each guess with the pointer it came from."""
