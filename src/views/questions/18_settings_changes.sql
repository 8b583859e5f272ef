-- Who changed environments, settings, tokens and plugins lately?
-- look: Look at network_access that went to on.
SELECT event_time, event_type, person, object_id, object_name, network_access
FROM security_changes
ORDER BY event_time DESC, event_id
LIMIT 10
