package dev.reconciler.cdc.capture.debezium.mysql;

import com.github.shyiko.mysql.binlog.event.deserialization.ColumnType;
import com.github.shyiko.mysql.binlog.event.deserialization.json.JsonBinary;
import com.github.shyiko.mysql.binlog.event.deserialization.json.JsonStringFormatter;
import dev.reconciler.endpoint.mysql.value.JsonText;
import dev.reconciler.endpoint.mysql.value.ShortestFloat;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.Locale;

/** Prints MySQL's binary JSON documents as the server prints them, and then in the neutral text form. */
final class DocumentText extends JsonStringFormatter {
    private DocumentText() {}

    /** @throws IllegalArgumentException if the bytes are no document */
    static String of(byte[] document) {
        if (document.length == 0) {
            return JsonText.print("null"); // as the server prints it; written by an UPDATE IGNORE
        }
        DocumentText text = new DocumentText();
        try {
            JsonBinary.parse(document, text);
        } catch (IOException e) {
            throw new IllegalArgumentException("not a JSON document: " + e.getMessage(), e);
        }
        return JsonText.print(text.getString());
    }

    @Override
    public void value(double value) {
        String text = ShortestFloat.print(value);
        boolean isPlainInteger = text.indexOf('.') < 0 && text.indexOf('e') < 0;
        value(new BigDecimal(isPlainInteger ? text + ".0" : text));
    }

    @Override
    public void valueDatetime(int year, int month, int day, int hour, int minute, int second, int micros) {
        value(String.format(
                Locale.ROOT, "%04d-%02d-%02d %02d:%02d:%02d.%06d", year, month, day, hour, minute, second, micros));
    }

    @Override
    public void valueTime(int hour, int minute, int second, int micros) {
        value(String.format(
                Locale.ROOT, "%s%02d:%02d:%02d.%06d", hour < 0 ? "-" : "", Math.abs(hour), minute, second, micros));
    }

    @Override
    public void valueOpaque(ColumnType type, byte[] value) {
        value("base64:type" + type.getCode() + ":" + Base64.getEncoder().encodeToString(value));
    }
}
