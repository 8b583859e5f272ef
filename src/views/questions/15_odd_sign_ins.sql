-- Which sign-ins should somebody look at?
-- look: Out of hours is by UTC; people in other zones come up here rightly or not.
SELECT event_time, person, action, client_ip, client_country, is_out_of_hours, is_new_country
FROM security_odd_events
ORDER BY event_time DESC, event_id
LIMIT 10
