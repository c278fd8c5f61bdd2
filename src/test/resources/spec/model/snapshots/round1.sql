select * from (values
  (1, 'Ada', 'London', 'GB', timestamp '2024-01-01 10:00:00'),
  (2, 'Grace', 'New York', 'US', timestamp '2024-01-01 11:00:00'),
  (3, 'Alan', null, 'GB', timestamp '2024-01-01 12:00:00'),
  (4, 'Edsger', 'Austin', 'US', timestamp '2024-01-01 13:00:00'),
  (5, null, 'Zurich', 'CH', timestamp '2024-01-01 14:00:00')
) as t(id, name, city, country, updated_at)
