-- As the files are: what can be 'NA' is text.
drop table if exists flights, weather, planes, airports, airlines;
create table flights (
  id bigint generated always as identity primary key,
  year int, month int, day int, dep_time text, sched_dep_time int, dep_delay text, arr_time text, sched_arr_time int,
  arr_delay text, carrier text, flight int, tailnum text, origin text, dest text, air_time text, distance int, hour int,
  minute int, time_hour timestamptz, loaded_at timestamptz not null default current_date - 1);
create index flights_loaded_at on flights (loaded_at);
create table weather (
  origin text, year int, month int, day int, hour int, temp text, dewp text, humid text, wind_dir text, wind_speed text,
  wind_gust text, precip text, pressure text, visib text, time_hour timestamptz);
create table planes (
  tailnum text primary key, year text, type text, manufacturer text, model text, engines int, seats int, speed text, engine text);
create table airports (faa text primary key, name text, lat numeric(12, 7), lon numeric(12, 7), alt int, tz int, dst text, tzone text);
create table airlines (carrier text primary key, name text);
