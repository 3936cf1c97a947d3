"""The front door: orders in, durable workflows that call the other services, finished videos out."""
