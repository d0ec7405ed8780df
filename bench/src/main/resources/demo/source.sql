-- The shop as its application knows it. Runs as the role shop_app in an empty database. Customers have random UUIDs.

CREATE TABLE currencies (
    code       text PRIMARY KEY,
    name       text NOT NULL,
    digits     smallint NOT NULL,
    usd_rate   numeric(18, 8) NOT NULL,
    archived   boolean NOT NULL DEFAULT false,
    updated_at timestamptz NOT NULL
);

CREATE TABLE customers (
    id           uuid PRIMARY KEY,
    tenant_id    text NOT NULL,
    email        text NOT NULL,
    full_name    text NOT NULL,
    phone        text,
    profile      jsonb NOT NULL,
    tags         text[] NOT NULL,
    avatar       bytea,
    notes        text,
    credit_limit numeric(14, 2) NOT NULL,
    archived     boolean NOT NULL DEFAULT false,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL
);
CREATE INDEX ON customers (tenant_id);

CREATE TABLE products (
    sku           text PRIMARY KEY,
    tenant_id     text NOT NULL,
    title         text NOT NULL,
    price         numeric(14, 2) NOT NULL,
    currency_code text NOT NULL REFERENCES currencies (code),
    attributes    jsonb NOT NULL,
    labels        text[] NOT NULL,
    image         bytea,
    manual        text,
    weight        double precision,
    stock         integer NOT NULL,
    archived      boolean NOT NULL DEFAULT false,
    updated_at    timestamptz NOT NULL
);
CREATE INDEX ON products (tenant_id);

CREATE TABLE orders (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id     text NOT NULL,
    customer_id   uuid NOT NULL REFERENCES customers (id),
    status        text NOT NULL,
    currency_code text NOT NULL REFERENCES currencies (code),
    total         numeric(14, 2) NOT NULL,
    note          text,
    shipping      jsonb NOT NULL,
    archived      boolean NOT NULL DEFAULT false,
    placed_at     timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL
);
CREATE INDEX ON orders (tenant_id);
CREATE INDEX ON orders (customer_id);

CREATE TABLE order_items (
    order_id   bigint NOT NULL REFERENCES orders (id),
    line_no    integer NOT NULL,
    tenant_id  text NOT NULL,
    sku        text NOT NULL REFERENCES products (sku),
    quantity   integer NOT NULL,
    unit_price numeric(14, 2) NOT NULL,
    discount   numeric(5, 4) NOT NULL,
    PRIMARY KEY (order_id, line_no)
);
CREATE INDEX ON order_items (tenant_id);
CREATE INDEX ON order_items (sku);

CREATE TABLE transactions (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id     text NOT NULL,
    customer_id   uuid NOT NULL REFERENCES customers (id),
    order_id      bigint REFERENCES orders (id),
    kind          text NOT NULL,
    amount        numeric(14, 2) NOT NULL,
    currency_code text NOT NULL REFERENCES currencies (code),
    reference     text,
    booked_at     timestamptz NOT NULL
);
CREATE INDEX ON transactions (tenant_id);
CREATE INDEX ON transactions (customer_id);
CREATE INDEX ON transactions (order_id);

-- What the daemon needs here: to read. (To publish a table one must own it, hence its membership in shop_app.)
GRANT SELECT ON ALL TABLES IN SCHEMA public TO reconciler;
