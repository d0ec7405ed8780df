-- The source of the example: a bicycle rental on MySQL 8 or later. Run it in an empty database.

CREATE TABLE zone (
    id smallint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name varchar(60) NOT NULL UNIQUE,
    area polygon NOT NULL SRID 0,
    parking set('lawn', 'rails', 'kerb', 'dock') NOT NULL DEFAULT '',
    SPATIAL KEY (area)
);

CREATE TABLE staff (
    id smallint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
    full_name varchar(80) CHARACTER SET latin1 NOT NULL,
    reports_to smallint unsigned NULL,
    station_id smallint unsigned NULL,
    badge binary(8) NOT NULL,
    portrait blob NULL,
    active tinyint(1) NOT NULL DEFAULT 1,
    hired date NOT NULL,
    FOREIGN KEY (reports_to) REFERENCES staff (id)
);

CREATE TABLE station (
    id smallint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
    zone_id smallint unsigned NOT NULL,
    manager_id smallint unsigned NULL,
    name varchar(60) NOT NULL,
    place point NOT NULL SRID 0,
    docks tinyint unsigned NOT NULL,
    opens time NOT NULL,
    closes time NOT NULL,
    changed timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
    SPATIAL KEY (place),
    FOREIGN KEY (zone_id) REFERENCES zone (id),
    FOREIGN KEY (manager_id) REFERENCES staff (id)
);

ALTER TABLE staff ADD FOREIGN KEY (station_id) REFERENCES station (id);

CREATE TABLE bike_model (
    id smallint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
    maker varchar(40) CHARACTER SET utf8mb3 NOT NULL,
    name varchar(60) NOT NULL,
    kind enum('city', 'cargo', 'electric', 'child') NOT NULL,
    minute_price decimal(6,4) NOT NULL,
    weight float NOT NULL,
    spec json NOT NULL,
    description mediumtext NOT NULL,
    photo mediumblob NULL,
    made_since year NOT NULL,
    FULLTEXT KEY (name, description)
);

CREATE TABLE bike (
    id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
    model_id smallint unsigned NOT NULL,
    station_id smallint unsigned NULL,
    frame char(12) NOT NULL UNIQUE,
    state enum('ready', 'rented', 'repair', 'retired') NOT NULL DEFAULT 'ready',
    kilometres double NOT NULL DEFAULT 0,
    lock_flags bit(5) NOT NULL DEFAULT b'00000',
    insured bit(1) NOT NULL DEFAULT b'1',
    FOREIGN KEY (model_id) REFERENCES bike_model (id),
    FOREIGN KEY (station_id) REFERENCES station (id)
);

CREATE TABLE rider (
    id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
    email varchar(190) NOT NULL UNIQUE,
    full_name varchar(120) NOT NULL,
    invited_by bigint unsigned NULL,
    born date NULL,
    phone varchar(40) NULL,
    settings json NULL,
    joined datetime(6) NOT NULL,
    FOREIGN KEY (invited_by) REFERENCES rider (id)
);

CREATE TABLE membership (
    rider_id bigint unsigned NOT NULL,
    begins date NOT NULL,
    plan enum('day', 'month', 'year') NOT NULL,
    ends date NULL,
    fee decimal(8,2) NOT NULL,
    PRIMARY KEY (rider_id, begins),
    FOREIGN KEY (rider_id) REFERENCES rider (id)
);

CREATE TABLE ride (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    bike_id int unsigned NOT NULL,
    rider_id bigint unsigned NOT NULL,
    from_station smallint unsigned NOT NULL,
    to_station smallint unsigned NULL,
    began timestamp(3) NOT NULL,
    ended timestamp(3) NULL,
    metres int unsigned NOT NULL DEFAULT 0,
    price decimal(8,2) NULL,
    path linestring NULL,
    FOREIGN KEY (bike_id) REFERENCES bike (id),
    FOREIGN KEY (rider_id) REFERENCES rider (id),
    FOREIGN KEY (from_station) REFERENCES station (id),
    FOREIGN KEY (to_station) REFERENCES station (id)
);

CREATE TABLE payment (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    rider_id bigint unsigned NOT NULL,
    ride_id bigint NULL,
    amount decimal(10,2) NOT NULL,
    cents bigint GENERATED ALWAYS AS (amount * 100) STORED,
    method enum('card', 'wallet', 'voucher') NOT NULL,
    paid datetime(3) NOT NULL,
    answer json NULL,
    FOREIGN KEY (rider_id) REFERENCES rider (id),
    FOREIGN KEY (ride_id) REFERENCES ride (id)
);

CREATE TABLE part (
    code char(8) COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
    name varchar(60) NOT NULL,
    stock int NOT NULL,
    cost decimal(8,3) NOT NULL
);

CREATE TABLE repair (
    id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
    bike_id int unsigned NOT NULL,
    staff_id smallint unsigned NOT NULL,
    opened datetime NOT NULL,
    closed datetime NULL,
    cause text NOT NULL,
    FULLTEXT KEY (cause),
    FOREIGN KEY (bike_id) REFERENCES bike (id),
    FOREIGN KEY (staff_id) REFERENCES staff (id)
);

CREATE TABLE repair_part (
    repair_id int NOT NULL,
    part_code char(8) COLLATE utf8mb4_bin NOT NULL,
    quantity smallint unsigned NOT NULL,
    PRIMARY KEY (repair_id, part_code),
    FOREIGN KEY (repair_id) REFERENCES repair (id),
    FOREIGN KEY (part_code) REFERENCES part (code)
);

CREATE TABLE label (
    id tinyint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name varchar(30) NOT NULL UNIQUE,
    priority float NOT NULL DEFAULT 0
);

CREATE TABLE bike_label (
    bike_id int unsigned NOT NULL,
    label_id tinyint unsigned NOT NULL,
    PRIMARY KEY (bike_id, label_id),
    FOREIGN KEY (bike_id) REFERENCES bike (id),
    FOREIGN KEY (label_id) REFERENCES label (id)
);

CREATE TABLE feedback (
    ride_id bigint NOT NULL PRIMARY KEY,
    stars tinyint NOT NULL,
    words varchar(500) NULL,
    given timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    FOREIGN KEY (ride_id) REFERENCES ride (id)
);

CREATE TABLE station_day (
    station_id smallint unsigned NOT NULL,
    day date NOT NULL,
    departures int NOT NULL DEFAULT 0,
    income decimal(12,2) NOT NULL DEFAULT 0,
    PRIMARY KEY (station_id, day),
    FOREIGN KEY (station_id) REFERENCES station (id)
);

CREATE TABLE ride_event (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    ride_id bigint NOT NULL,
    what varchar(20) NOT NULL,
    happened timestamp(6) NOT NULL,
    before_image json NOT NULL
);

CREATE VIEW bikes_at_station AS
SELECT s.id, s.name, count(b.id) AS bikes FROM station s LEFT JOIN bike b ON b.station_id = s.id GROUP BY s.id, s.name;

CREATE TRIGGER ride_takes_bike AFTER INSERT ON ride FOR EACH ROW
    UPDATE bike SET state = 'rented', station_id = NULL WHERE id = NEW.bike_id;

CREATE TRIGGER ride_is_counted AFTER INSERT ON ride FOR EACH ROW
    INSERT INTO station_day (station_id, day, departures) VALUES (NEW.from_station, date(NEW.began), 1)
    ON DUPLICATE KEY UPDATE departures = departures + 1;

CREATE TRIGGER ride_returns_bike AFTER UPDATE ON ride FOR EACH ROW
    UPDATE bike SET state = 'ready', station_id = NEW.to_station, kilometres = kilometres + NEW.metres / 1000e0
    WHERE id = NEW.bike_id AND OLD.ended IS NULL AND NEW.ended IS NOT NULL;

CREATE TRIGGER ride_is_logged AFTER UPDATE ON ride FOR EACH ROW
    INSERT INTO ride_event (ride_id, what, happened, before_image)
    VALUES (OLD.id, if(NEW.ended IS NULL, 'changed', 'ended'), CURRENT_TIMESTAMP(6),
            json_object('metres', OLD.metres, 'price', OLD.price, 'began', OLD.began));

CREATE TRIGGER payment_is_income AFTER INSERT ON payment FOR EACH ROW
    UPDATE station_day d JOIN ride r ON r.from_station = d.station_id AND date(r.began) = d.day
    SET d.income = d.income + NEW.amount WHERE r.id = NEW.ride_id;

CREATE TRIGGER repair_takes_bike AFTER INSERT ON repair FOR EACH ROW
    UPDATE bike SET state = 'repair' WHERE id = NEW.bike_id;

CREATE TRIGGER part_is_used AFTER INSERT ON repair_part FOR EACH ROW
    UPDATE part SET stock = stock - cast(NEW.quantity AS signed) WHERE code = NEW.part_code;

-- Rows to begin with.

INSERT INTO zone (name, area, parking) VALUES
    ('Harbour', ST_GeomFromText('POLYGON((0 0, 0 10, 10 10, 10 0, 0 0))'), 'dock,kerb'),
    ('Old town', ST_GeomFromText('POLYGON((10 0, 10 10, 20 10, 20 0, 10 0))'), 'rails'),
    ('大安', ST_GeomFromText('POLYGON((0 10, 0 20, 20 20, 20 10, 0 10), (5 12, 5 15, 8 15, 5 12))'), '');

INSERT INTO staff (full_name, reports_to, badge, portrait, active, hired) VALUES
    ('Zoé Müller', NULL, X'00000000000000FF', X'89504E470D0A1A0A00', 1, '2019-02-28'),
    ('Ana Núñez', 1, X'0102030405060708', NULL, 1, '2020-02-29'),
    ('Bo Åkesson', 1, X'2020202020202020', X'', 0, '2021-12-31'),
    ('Li Wei', 2, X'FFFFFFFFFFFFFFFF', NULL, 1, '2024-01-01');

INSERT INTO station (zone_id, manager_id, name, place, docks, opens, closes)
WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 11)
SELECT 1 + i % 3, if(i < 4, i + 1, NULL), concat('Station ', i), point(i + 0.1, i / 3), 10 + 20 * i, '05:30', '24:00' FROM n;

UPDATE staff SET station_id = id * 3;

INSERT INTO bike_model (maker, name, kind, minute_price, weight, spec, description, photo, made_since) VALUES
    ('Velofabrik', 'Flink', 'city', 0.1250, 14.3, '{"gears": 7, "frame": {"size": 54.5, "colours": ["red", "blau"]}}', 'A light bicycle for town.', X'FFD8FFE000', 2019),
    ('Ostwind', 'Träger', 'cargo', 0.3000, 38.75, '{"load_kg": 180, "gears": null}', 'Carries children, crates and a small piano.', NULL, 2021),
    ('捷運', '電 1', 'electric', 0.2505, 22.1, '{"battery": {"wh": 504, "cells": [1.0, 3.65e0]}, "gears": 9007199254740993}', repeat('A motor helps uphill 🚲. ', 400), repeat(X'00FF', 20000), 2023),
    ('Velofabrik', 'Knirps', 'child', 0.0000, 8.05, '{}', '', NULL, 1999);

INSERT INTO bike (model_id, station_id, frame, lock_flags, insured)
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120)
SELECT 1 + i % 4, 1 + i % 12, concat('F', lpad(hex(i * 7919), 9, '0')), i % 32, i % 5 <> 0 FROM n;

INSERT INTO rider (email, full_name, invited_by, born, phone, settings, joined)
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
SELECT concat(if(i % 9 = 0, 'Rider.', 'rider.'), i, '@example.com'), concat('Rider ', i, if(i % 7 = 0, ' 🚴', '')), NULL,
       if(i % 4 = 0, NULL, date_add('1950-01-01', INTERVAL i * 97 DAY)), if(i % 3 = 0, NULL, concat('+49 ', i)),
       if(i % 2 = 0, json_object('news', i % 4 = 0, 'limit', i / 4), NULL),
       timestamp('2022-03-27 02:30:00.000001') + INTERVAL i * 3601 SECOND
FROM n;

UPDATE rider SET invited_by = id DIV 2 WHERE id % 5 = 0;

INSERT INTO membership (rider_id, begins, plan, ends, fee)
SELECT id, date(joined), elt(1 + id % 3, 'day', 'month', 'year'), if(id % 3 = 2, NULL, date(joined) + INTERVAL 30 DAY), 9.90 + id % 3
FROM rider WHERE id % 2 = 0;

INSERT INTO ride (bike_id, rider_id, from_station, began, path)
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600)
SELECT 1 + i % 120, 1 + i % 200, 1 + i % 12, timestamp('2025-10-25 20:00:00') + INTERVAL i * 137 SECOND,
       if(i % 3 = 0, NULL, ST_GeomFromText(concat('LINESTRING(', i, ' 0, ', i / 7, ' 1)')))
FROM n;

UPDATE ride SET to_station = 1 + id % 11, ended = began + INTERVAL 600 + id SECOND, metres = id * 13, price = id % 40 * 0.25 WHERE id <= 560;

INSERT INTO payment (rider_id, ride_id, amount, method, paid, answer)
SELECT rider_id, id, price, elt(1 + id % 3, 'card', 'wallet', 'voucher'), ended, if(id % 3 = 0, NULL, json_object('code', id, 'fee', price / 50))
FROM ride WHERE price > 0;

INSERT INTO part (code, name, stock, cost) VALUES
    ('BRK-001', 'Brake pad', 500, 3.250), ('brk-001', 'Brake pad, old number', 0, 3.250),
    ('CHN', 'Chain', 80, 18.999), ('TUBE28', 'Tube 28"', 300, 4.005);

INSERT INTO repair (bike_id, staff_id, opened, closed, cause)
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6)
SELECT i * 20, 1 + i % 4, '2025-10-26 02:30:00', if(i % 2 = 0, '2025-10-26 03:00:00', NULL), concat('Brake of bike ', i * 20, '\n\tsqueaks; see "notes"')
FROM n;

INSERT INTO repair_part (repair_id, part_code, quantity) SELECT id, 'BRK-001', 2 FROM repair;

INSERT INTO repair_part (repair_id, part_code, quantity) SELECT id, 'brk-001', 1 FROM repair WHERE id % 2 = 0;

INSERT INTO label (id, name, priority) VALUES (1, 'new', 1.5), (2, 'favourite', 0.1), (3, 'to check', 1e20);

-- The canary's rows: no application writes them.
INSERT INTO label (id, name, priority) VALUES (250, 'canary one', 1), (251, 'canary two', 2);

INSERT INTO bike_label (bike_id, label_id) SELECT id, 1 + id % 3 FROM bike WHERE id % 4 = 0;

INSERT INTO feedback (ride_id, stars, words, given)
SELECT id, id % 6 - 1, if(id % 2 = 0, concat('Ride ', id, ': fine '), NULL), ended FROM ride WHERE ended IS NOT NULL AND id % 5 = 0;
