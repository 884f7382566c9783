"""What subscribers are told and shown."""
