-- The shop as its successor models it, on MySQL or MariaDB. Runs in the empty database shop, whose texts compare by their bytes.

CREATE TABLE currency (
    iso_code     varchar(16) PRIMARY KEY,
    label        text NOT NULL,
    minor_digits smallint NOT NULL,
    usd_rate     decimal(18, 8) NOT NULL,
    archived     boolean NOT NULL,
    changed_at   timestamp(6) NOT NULL
);

CREATE TABLE client (
    client_id     varchar(36) PRIMARY KEY,
    tenant        varchar(40) NOT NULL,
    email_address varchar(200) NOT NULL,
    name          text NOT NULL,
    phone_number  text NOT NULL,
    profile       json NOT NULL,
    tags          text NOT NULL,
    avatar        blob,
    remarks       mediumtext,
    credit_limit  decimal(14, 2) NOT NULL,
    archived      boolean NOT NULL,
    registered_at timestamp(6) NOT NULL,
    changed_at    timestamp(6) NOT NULL,
    migrated_from text NOT NULL,
    UNIQUE (tenant, email_address)
);

CREATE TABLE product (
    sku        varchar(64) PRIMARY KEY,
    tenant     varchar(40) NOT NULL,
    title      text NOT NULL,
    price      decimal(14, 2) NOT NULL,
    currency   varchar(16) NOT NULL,
    attributes json NOT NULL,
    labels     text NOT NULL,
    image      blob,
    manual     mediumtext,
    weight     double,
    stock      integer NOT NULL,
    archived   boolean NOT NULL,
    changed_at timestamp(6) NOT NULL,
    INDEX (tenant),
    FOREIGN KEY (currency) REFERENCES currency (iso_code)
);

CREATE TABLE sales_order (
    order_no      bigint AUTO_INCREMENT PRIMARY KEY,
    tenant        varchar(40) NOT NULL,
    client_id     varchar(36) NOT NULL,
    state         text NOT NULL,
    currency      varchar(16) NOT NULL,
    total_amount  decimal(14, 2) NOT NULL,
    note          text NOT NULL,
    shipping      json NOT NULL,
    archived      boolean NOT NULL,
    ordered_at    timestamp(6) NOT NULL,
    changed_at    timestamp(6) NOT NULL,
    migrated_from text NOT NULL,
    INDEX (tenant),
    FOREIGN KEY (client_id) REFERENCES client (client_id),
    FOREIGN KEY (currency) REFERENCES currency (iso_code)
);

CREATE TABLE order_line (
    order_no   bigint NOT NULL,
    line_no    integer NOT NULL,
    tenant     varchar(40) NOT NULL,
    sku        varchar(64) NOT NULL,
    quantity   integer NOT NULL,
    unit_price decimal(14, 2) NOT NULL,
    discount   decimal(5, 4) NOT NULL,
    PRIMARY KEY (order_no, line_no),
    INDEX (tenant),
    FOREIGN KEY (order_no) REFERENCES sales_order (order_no),
    FOREIGN KEY (sku) REFERENCES product (sku)
);

CREATE TABLE payment (
    payment_id bigint AUTO_INCREMENT PRIMARY KEY,
    tenant     varchar(40) NOT NULL,
    client_id  varchar(36) NOT NULL,
    order_no   bigint,
    kind       text NOT NULL,
    amount     decimal(14, 2) NOT NULL,
    currency   varchar(16) NOT NULL,
    reference  text,
    booked_at  timestamp(6) NOT NULL,
    INDEX (tenant),
    FOREIGN KEY (client_id) REFERENCES client (client_id),
    FOREIGN KEY (order_no) REFERENCES sales_order (order_no),
    FOREIGN KEY (currency) REFERENCES currency (iso_code)
);
