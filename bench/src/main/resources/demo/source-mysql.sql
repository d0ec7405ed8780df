-- The shop as its application knows it, on MySQL or MariaDB. Runs in the empty database shop, whose texts compare by their bytes.
-- Keys that a server gives begin above those that a statement may give: a given one would move the server's counter.

CREATE TABLE currencies (
    code       varchar(16) PRIMARY KEY,
    name       text NOT NULL,
    digits     smallint NOT NULL,
    usd_rate   decimal(18, 8) NOT NULL,
    archived   boolean NOT NULL DEFAULT false,
    updated_at timestamp(6) NOT NULL
);

CREATE TABLE customers (
    id           varchar(36) PRIMARY KEY,
    tenant_id    varchar(40) NOT NULL,
    email        text NOT NULL,
    full_name    text NOT NULL,
    phone        text,
    profile      json NOT NULL,
    tags         text NOT NULL,
    avatar       blob,
    notes        mediumtext,
    credit_limit decimal(14, 2) NOT NULL,
    archived     boolean NOT NULL DEFAULT false,
    created_at   timestamp(6) NOT NULL,
    updated_at   timestamp(6) NOT NULL,
    INDEX (tenant_id)
);

CREATE TABLE products (
    sku           varchar(64) PRIMARY KEY,
    tenant_id     varchar(40) NOT NULL,
    title         text NOT NULL,
    price         decimal(14, 2) NOT NULL,
    currency_code varchar(16) NOT NULL,
    attributes    json NOT NULL,
    labels        text NOT NULL,
    image         blob,
    manual        mediumtext,
    weight        double,
    stock         integer NOT NULL,
    archived      boolean NOT NULL DEFAULT false,
    updated_at    timestamp(6) NOT NULL,
    INDEX (tenant_id),
    FOREIGN KEY (currency_code) REFERENCES currencies (code)
);

CREATE TABLE orders (
    id            bigint AUTO_INCREMENT PRIMARY KEY,
    tenant_id     varchar(40) NOT NULL,
    customer_id   varchar(36) NOT NULL,
    status        text NOT NULL,
    currency_code varchar(16) NOT NULL,
    total         decimal(14, 2) NOT NULL,
    note          text,
    shipping      json NOT NULL,
    archived      boolean NOT NULL DEFAULT false,
    placed_at     timestamp(6) NOT NULL,
    updated_at    timestamp(6) NOT NULL,
    INDEX (tenant_id),
    FOREIGN KEY (customer_id) REFERENCES customers (id),
    FOREIGN KEY (currency_code) REFERENCES currencies (code)
) AUTO_INCREMENT = 10000000;

CREATE TABLE order_items (
    order_id   bigint NOT NULL,
    line_no    integer NOT NULL,
    tenant_id  varchar(40) NOT NULL,
    sku        varchar(64) NOT NULL,
    quantity   integer NOT NULL,
    unit_price decimal(14, 2) NOT NULL,
    discount   decimal(5, 4) NOT NULL,
    PRIMARY KEY (order_id, line_no),
    INDEX (tenant_id),
    FOREIGN KEY (order_id) REFERENCES orders (id),
    FOREIGN KEY (sku) REFERENCES products (sku)
);

CREATE TABLE transactions (
    id            bigint AUTO_INCREMENT PRIMARY KEY,
    tenant_id     varchar(40) NOT NULL,
    customer_id   varchar(36) NOT NULL,
    order_id      bigint,
    kind          text NOT NULL,
    amount        decimal(14, 2) NOT NULL,
    currency_code varchar(16) NOT NULL,
    reference     text,
    booked_at     timestamp(6) NOT NULL,
    INDEX (tenant_id),
    FOREIGN KEY (customer_id) REFERENCES customers (id),
    FOREIGN KEY (order_id) REFERENCES orders (id),
    FOREIGN KEY (currency_code) REFERENCES currencies (code)
) AUTO_INCREMENT = 10000000;
