"""Topics of Kafka as deliveries: ranges of offsets, pinned at both ends, read once from where bronze ends."""
