package dev.reconciler.endpoint.mysql;

import dev.reconciler.endpoint.read.ReadFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;

/** The certificates of a PEM file, which sign the certificates of servers. */
public final class RootCertificates {
    static final String STORE_TYPE = "PKCS12";
    /** Protects nothing: certificates are public. */
    static final String STORE_PASSWORD = "certificates";

    private RootCertificates() {}

    /** @throws ReadFailedException naming the file, if it can't be read or holds no certificate */
    public static KeyStore read(Path pem) {
        try (InputStream in = Files.newInputStream(pem)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw new ReadFailedException(pem + " holds no certificate", null);
            }
            return store(certificates);
        } catch (IOException | GeneralSecurityException e) {
            throw new ReadFailedException("the certificates in " + pem + " can't be read: " + e, e);
        }
    }

    private static KeyStore store(Collection<? extends Certificate> certificates)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(STORE_TYPE);
        store.load(null, null);
        int number = 0;
        for (Certificate certificate : certificates) {
            store.setCertificateEntry("root-" + number++, certificate);
        }
        return store;
    }

    /**
     * Writes the certificates to a key store, the only form that Connector/J reads. The file is deleted when the process ends.
     *
     * @throws ReadFailedException as {@link #read}
     */
    static Path storeFile(Path pem) {
        KeyStore store = read(pem);
        try {
            Path file = Files.createTempFile("reconciler-roots", ".p12");
            file.toFile().deleteOnExit();
            try (OutputStream out = Files.newOutputStream(file)) {
                store.store(out, STORE_PASSWORD.toCharArray());
            }
            return file;
        } catch (IOException | GeneralSecurityException e) {
            throw new ReadFailedException("the certificates in " + pem + " can't be copied for the driver: " + e, e);
        }
    }
}
