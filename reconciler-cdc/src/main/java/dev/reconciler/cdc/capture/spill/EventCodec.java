package dev.reconciler.cdc.capture.spill;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Encodes events as bytes: a tag, then the record's components in order; texts with their length in front, -1 for null. */
final class EventCodec {
    private static final int INSERT = 1;
    private static final int UPDATE = 2;
    private static final int DELETE = 3;
    private static final int TRUNCATE = 4;
    private static final int UNREADABLE = 5;
    private static final int SCHEMA_CHANGED = 6;

    private EventCodec() {}

    static void write(ChangeEvent event, DataOutput out) throws IOException {
        event.accept(new Writer(out));
    }

    /** One method per kind of event: a kind without one does not compile. */
    private record Writer(DataOutput out) implements ChangeEvent.Visitor<IOException> {
        @Override
        public void insert(ChangeEvent.Insert insert) throws IOException {
            head(INSERT, insert.table(), out);
            texts(insert.key().parts(), out);
            texts(insert.after().values(), out);
        }

        @Override
        public void update(ChangeEvent.Update update) throws IOException {
            head(UPDATE, update.table(), out);
            texts(update.key().parts(), out);
            key(update.previousKey(), out);
            texts(update.after().values(), out);
            indexes(update.unavailable(), out);
        }

        @Override
        public void delete(ChangeEvent.Delete delete) throws IOException {
            head(DELETE, delete.table(), out);
            texts(delete.key().parts(), out);
            text(delete.tenant() == null ? null : delete.tenant().value(), out);
        }

        @Override
        public void truncate(ChangeEvent.Truncate truncate) throws IOException {
            head(TRUNCATE, truncate.table(), out);
        }

        @Override
        public void unreadable(ChangeEvent.Unreadable unreadable) throws IOException {
            head(UNREADABLE, unreadable.table(), out);
            key(unreadable.key(), out);
            text(unreadable.envelope(), out);
            text(unreadable.error(), out);
        }

        @Override
        public void schemaChanged(ChangeEvent.SchemaChanged changed) throws IOException {
            head(SCHEMA_CHANGED, changed.table(), out);
            text(changed.what(), out);
            out.writeBoolean(changed.incompatible());
        }
    }

    static ChangeEvent read(DataInput in) throws IOException {
        int tag = in.readByte();
        String table = required(in);
        return switch (tag) {
            case INSERT -> new ChangeEvent.Insert(table, key(in), new Row(texts(in)));
            case UPDATE -> new ChangeEvent.Update(table, key(in), optionalKey(in), new Row(texts(in)), indexes(in));
            case DELETE -> new ChangeEvent.Delete(table, key(in), tenant(text(in)));
            case TRUNCATE -> new ChangeEvent.Truncate(table);
            case UNREADABLE -> new ChangeEvent.Unreadable(table, optionalKey(in), required(in), required(in));
            case SCHEMA_CHANGED -> new ChangeEvent.SchemaChanged(table, required(in), in.readBoolean());
            default -> throw new IOException("not an event: tag " + tag);
        };
    }

    private static void head(int tag, String table, DataOutput out) throws IOException {
        out.writeByte(tag);
        text(table, out);
    }

    private static void text(@Nullable String text, DataOutput out) throws IOException {
        if (text == null) {
            out.writeInt(-1);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static @Nullable String text(DataInput in) throws IOException {
        int length = in.readInt();
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String required(DataInput in) throws IOException {
        return Objects.requireNonNull(text(in));
    }

    private static void texts(List<? extends @Nullable String> texts, DataOutput out) throws IOException {
        out.writeInt(texts.size());
        for (String each : texts) {
            text(each, out);
        }
    }

    private static List<@Nullable String> texts(DataInput in) throws IOException {
        int size = in.readInt();
        List<@Nullable String> texts = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            texts.add(text(in));
        }
        return texts;
    }

    private static void key(@Nullable RowKey key, DataOutput out) throws IOException {
        out.writeBoolean(key != null);
        if (key != null) {
            texts(key.parts(), out);
        }
    }

    private static @Nullable RowKey optionalKey(DataInput in) throws IOException {
        return in.readBoolean() ? key(in) : null;
    }

    private static RowKey key(DataInput in) throws IOException {
        List<String> parts = new ArrayList<>();
        for (String part : texts(in)) {
            parts.add(Objects.requireNonNull(part));
        }
        return new RowKey(parts);
    }

    private static @Nullable TenantId tenant(@Nullable String value) {
        return value == null ? null : new TenantId(value);
    }

    private static void indexes(Set<Integer> indexes, DataOutput out) throws IOException {
        out.writeInt(indexes.size());
        for (int index : indexes) {
            out.writeInt(index);
        }
    }

    private static Set<Integer> indexes(DataInput in) throws IOException {
        int size = in.readInt();
        Set<Integer> indexes = new HashSet<>();
        for (int i = 0; i < size; i++) {
            indexes.add(in.readInt());
        }
        return indexes;
    }
}
