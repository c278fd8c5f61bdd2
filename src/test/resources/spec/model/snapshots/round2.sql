select * from (values
  (1, 'Ada Lovelace', 'London', 'GB', timestamp '2024-01-02 10:00:00'),
  (2, 'Grace', 'Arlington', 'US', timestamp '2024-01-01 11:00:00'),
  (3, 'Alan', 'Manchester', 'GB', timestamp '2024-01-02 12:00:00.123456'),
  (5, null, 'Zurich', 'CH', timestamp '2024-01-01 14:00:00'),
  (6, 'Barbara', 'Boston', 'US', timestamp '2024-01-02 15:00:00')
) as t(id, name, city, country, updated_at)
