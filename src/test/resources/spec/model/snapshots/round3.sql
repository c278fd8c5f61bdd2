select * from (values
  (1, 'Ada Lovelace', 'London', 'GB', timestamp '2024-01-02 10:00:00'),
  (2, 'Grace', null, 'US', timestamp '2024-01-03 11:00:00'),
  (4, 'Edsger', 'Nuenen', 'NL', timestamp '2024-01-03 13:00:00'),
  (5, 'Niklaus', 'Zurich', 'CH', timestamp '2024-01-03 14:00:00'),
  (6, 'Barbara', 'Boston', 'US', timestamp '2024-01-01 15:00:00')
) as t(id, name, city, country, updated_at)
