-- Disputes on the agenda of analysis meetings, and clusters of them.
ALTER TABLE meeting_items ADD COLUMN dispute BLOB REFERENCES disputes (uid)
  CHECK (dispute IS NOT NULL OR kind <> 'DISPUTE');
ALTER TABLE meeting_items ADD COLUMN dispute_class TEXT;
CREATE INDEX meeting_items_dispute ON meeting_items (dispute, key) WHERE dispute IS NOT NULL;
