-- The target of the example: the same rental on PostgreSQL. Geometry stays in MySQL's own binary form.

CREATE SCHEMA rental;

CREATE TYPE rental.bike_state AS ENUM ('ready', 'rented', 'repair', 'retired');

CREATE TABLE rental.zone (
    id integer PRIMARY KEY,
    name varchar(60) NOT NULL UNIQUE,
    area_wkb bytea NOT NULL,
    parking text NOT NULL
);

CREATE TABLE rental.staff (
    id integer PRIMARY KEY,
    full_name varchar(80) NOT NULL,
    reports_to integer REFERENCES rental.staff (id),
    station_id integer,
    badge bytea NOT NULL,
    portrait bytea,
    active boolean NOT NULL,
    hired date NOT NULL
);

CREATE TABLE rental.station (
    id integer PRIMARY KEY,
    zone_id integer NOT NULL REFERENCES rental.zone (id),
    manager_id integer REFERENCES rental.staff (id),
    name varchar(60) NOT NULL,
    place_wkb bytea NOT NULL,
    docks smallint NOT NULL,
    opens time(0) NOT NULL,
    closes time(0) NOT NULL,
    changed_at timestamptz(3) NOT NULL
);

ALTER TABLE rental.staff ADD FOREIGN KEY (station_id) REFERENCES rental.station (id);

CREATE TABLE rental.bike_model (
    id integer PRIMARY KEY,
    maker text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('city', 'cargo', 'electric', 'child')),
    minute_price numeric(6,4) NOT NULL,
    weight real NOT NULL,
    spec jsonb NOT NULL,
    description text NOT NULL,
    photo bytea,
    made_since smallint NOT NULL
);

CREATE INDEX ON rental.bike_model USING gin (to_tsvector('simple', name || ' ' || description));

CREATE TABLE rental.bike (
    id bigint PRIMARY KEY,
    model_id integer NOT NULL REFERENCES rental.bike_model (id),
    station_id integer REFERENCES rental.station (id),
    frame char(12) NOT NULL UNIQUE,
    state rental.bike_state NOT NULL,
    kilometres double precision NOT NULL,
    lock_flags bit(5) NOT NULL,
    insured boolean NOT NULL
);

CREATE TABLE rental.rider (
    id bigint PRIMARY KEY,
    mail text NOT NULL UNIQUE,
    full_name text NOT NULL,
    invited_by bigint REFERENCES rental.rider (id),
    born date,
    phone text NOT NULL,
    settings jsonb,
    joined timestamp(6) NOT NULL
);

CREATE TABLE rental.membership (
    rider_id bigint NOT NULL REFERENCES rental.rider (id),
    begins date NOT NULL,
    plan text NOT NULL,
    ends date,
    fee numeric(8,2) NOT NULL,
    PRIMARY KEY (rider_id, begins)
);

CREATE TABLE rental.ride (
    id bigint PRIMARY KEY,
    bike_id bigint NOT NULL REFERENCES rental.bike (id),
    rider_id bigint NOT NULL REFERENCES rental.rider (id),
    from_station integer NOT NULL REFERENCES rental.station (id),
    to_station integer REFERENCES rental.station (id),
    began timestamptz(3) NOT NULL,
    ended timestamptz(3),
    metres bigint NOT NULL,
    price numeric(8,2),
    path_wkb bytea
);

CREATE TABLE rental.payment (
    id bigint PRIMARY KEY,
    rider_id bigint NOT NULL REFERENCES rental.rider (id),
    ride_id bigint REFERENCES rental.ride (id),
    amount numeric(10,2) NOT NULL,
    cents bigint GENERATED ALWAYS AS ((amount * 100)::bigint) STORED,
    method text NOT NULL,
    paid timestamp(3) NOT NULL,
    answer jsonb
);

CREATE TABLE rental.part (
    code char(8) PRIMARY KEY,
    name text NOT NULL,
    stock integer NOT NULL,
    cost numeric(8,3) NOT NULL
);

CREATE TABLE rental.repair (
    id integer PRIMARY KEY,
    bike_id bigint NOT NULL REFERENCES rental.bike (id),
    staff_id integer NOT NULL REFERENCES rental.staff (id),
    opened timestamp(0) NOT NULL,
    closed timestamp(0),
    cause text NOT NULL
);

CREATE TABLE rental.repair_part (
    repair_id integer NOT NULL REFERENCES rental.repair (id),
    part_code char(8) NOT NULL REFERENCES rental.part (code),
    quantity integer NOT NULL,
    PRIMARY KEY (repair_id, part_code)
);

CREATE TABLE rental.label (
    id smallint PRIMARY KEY,
    name text NOT NULL UNIQUE,
    priority real NOT NULL
);

CREATE TABLE rental.bike_label (
    bike_id bigint NOT NULL REFERENCES rental.bike (id),
    label_id smallint NOT NULL REFERENCES rental.label (id),
    PRIMARY KEY (bike_id, label_id)
);

CREATE TABLE rental.feedback (
    ride_id bigint PRIMARY KEY REFERENCES rental.ride (id),
    stars smallint NOT NULL,
    words text,
    given timestamptz(0) NOT NULL
);

CREATE TABLE rental.station_day (
    station_id integer NOT NULL REFERENCES rental.station (id),
    day date NOT NULL,
    departures integer NOT NULL,
    income numeric(12,2) NOT NULL,
    PRIMARY KEY (station_id, day)
);

CREATE TABLE rental.ride_event (
    id bigint PRIMARY KEY,
    ride_id bigint NOT NULL,
    what text NOT NULL,
    happened timestamptz(6) NOT NULL,
    before_image jsonb NOT NULL
);

CREATE VIEW rental.bikes_at_station AS
SELECT s.id, s.name, count(b.id) AS bikes
FROM rental.station s LEFT JOIN rental.bike b ON b.station_id = s.id GROUP BY s.id, s.name;
