package org.zhengyan.x509.issuing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.zhengyan.x509.issuing.Requests.compress;
import static org.zhengyan.x509.issuing.Requests.curve;
import static org.zhengyan.x509.issuing.Requests.extensions;
import static org.zhengyan.x509.issuing.Requests.flip;
import static org.zhengyan.x509.issuing.Requests.hybrid;
import static org.zhengyan.x509.issuing.Requests.nested;
import static org.zhengyan.x509.issuing.Requests.otherKey;
import static org.zhengyan.x509.issuing.Requests.password;
import static org.zhengyan.x509.issuing.Requests.pem;
import static org.zhengyan.x509.issuing.Requests.point;
import static org.zhengyan.x509.issuing.Requests.request;
import static org.zhengyan.x509.issuing.Requests.requested;
import static org.zhengyan.x509.issuing.Requests.right;
import static org.zhengyan.x509.issuing.Requests.rightDer;
import static org.zhengyan.x509.issuing.Requests.rsa;
import static org.zhengyan.x509.issuing.Requests.scalar;
import static org.zhengyan.x509.issuing.Requests.signed;
import static org.zhengyan.x509.issuing.Requests.twoExtensionLists;
import static org.zhengyan.x509.issuing.Requests.unknown;
import static org.zhengyan.x509.issuing.Requests.usage;

import java.math.BigInteger;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.zhengyan.failure.Refusal;
import org.zhengyan.keys.Pem;
import org.zhengyan.keys.Suite;
import org.zhengyan.x509.issuing.Requests.Info;

/** One row per refusal; each takes a request that is right in everything and breaks one thing. */
class CertificationRequestTest {
  /** Makes the text of a request that must be refused. */
  private interface Source {
    String pem() throws Exception;
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        row("more than 16 kB", RequestFault.TOO_LARGE, () -> right() + " ".repeat(16 * 1024)),
        row("empty", RequestFault.NOT_PEM, () -> ""),
        row("no PEM", RequestFault.NOT_PEM, () -> "hello"),
        row(
            "DER in base64 alone",
            RequestFault.NOT_PEM,
            () -> Base64.getEncoder().encodeToString(rightDer())),
        row("text before the block", RequestFault.NOT_PEM, () -> "Subject: x\n" + right()),
        row(
            "no end line",
            RequestFault.NOT_PEM,
            () -> right().substring(0, right().indexOf("-----END"))),
        row(
            "another end line",
            RequestFault.NOT_PEM,
            () -> right().replace("END CERTIFICATE REQUEST", "END CERTIFICATE")),
        row(
            "a character outside of base64",
            RequestFault.NOT_PEM,
            () -> right().replaceFirst("\nM", "\n!")),
        row(
            "an empty block",
            RequestFault.NOT_PEM,
            () -> "-----BEGIN CERTIFICATE REQUEST-----\n-----END CERTIFICATE REQUEST-----"),
        row("two blocks", RequestFault.NOT_ONE_BLOCK, () -> right() + right()),
        row(
            "a private key beside",
            RequestFault.NOT_ONE_BLOCK,
            () -> right() + Pem.encode("PRIVATE KEY", new byte[] {1})),
        row("a certificate", RequestFault.WRONG_LABEL, () -> Pem.encode("CERTIFICATE", rightDer())),
        row(
            "a private key",
            RequestFault.WRONG_LABEL,
            () -> Pem.encode("EC PRIVATE KEY", new byte[] {1})),
        row("truncated", RequestFault.NOT_DER, () -> pem(Arrays.copyOf(rightDer(), 100))),
        row(
            "trailing bytes",
            RequestFault.NOT_DER,
            () -> pem(org.bouncycastle.util.Arrays.append(rightDer(), (byte) 0))),
        row(
            "BER, indefinite length",
            RequestFault.NOT_DER,
            () -> pem(new byte[] {0x30, (byte) 0x80, 2, 1, 0, 0, 0})),
        row("nested 1000 deep", RequestFault.NOT_DER, () -> pem(nested(1000))),
        row("an integer", RequestFault.NOT_A_REQUEST, () -> pem(new ASN1Integer(1).getEncoded())),
        row(
            "a sequence of two",
            RequestFault.NOT_A_REQUEST,
            () ->
                pem(
                    new DERSequence(new ASN1Encodable[] {DERNull.INSTANCE, DERNull.INSTANCE})
                        .getEncoded())),
        row("version 2", RequestFault.NOT_A_REQUEST, () -> signed(info -> info.version(1))),
        row(
            "no attributes field",
            RequestFault.NOT_A_REQUEST,
            () -> signed(Info::withoutAttributes)),
        row(
            "attributes that are none",
            RequestFault.NOT_A_REQUEST,
            () -> signed(info -> info.attributes(DERNull.INSTANCE))),
        row(
            "an attribute twice",
            RequestFault.ATTRIBUTE_TWICE,
            () -> signed(info -> info.attributes(password("a"), password("b")))),
        row(
            "17 attributes",
            RequestFault.ATTRIBUTES_TOO_MANY,
            () -> signed(info -> info.attributes(unknown(17)))),
        row(
            "extensions of a wrong type",
            RequestFault.EXTENSIONS_MALFORMED,
            () -> signed(info -> info.attributes(requested(new DERSet(DERNull.INSTANCE))))),
        row(
            "two sets of extensions",
            RequestFault.EXTENSIONS_MALFORMED,
            () -> signed(info -> info.attributes(twoExtensionLists()))),
        row(
            "an extension twice",
            RequestFault.EXTENSIONS_MALFORMED,
            () ->
                signed(
                    info ->
                        info.attributes(
                            extensions(
                                usage(false, KeyUsage.digitalSignature),
                                usage(true, KeyUsage.digitalSignature))))),
        row(
            "a key usage that is no bit string",
            RequestFault.EXTENSIONS_MALFORMED,
            () ->
                signed(
                    info ->
                        info.attributes(
                            extensions(
                                new Extension(
                                    Extension.keyUsage, false, DERNull.INSTANCE.getEncoded()))))),
        row(
            "asks to be a CA",
            RequestFault.ASKS_FOR_CA,
            () ->
                signed(
                    info ->
                        info.attributes(
                            extensions(
                                new Extension(
                                    Extension.basicConstraints,
                                    true,
                                    new BasicConstraints(true).getEncoded()))))),
        row(
            "asks to sign certificates",
            RequestFault.ASKS_FOR_CA,
            () -> signed(info -> info.attributes(extensions(usage(true, KeyUsage.keyCertSign))))),
        row(
            "asks to sign CRLs",
            RequestFault.ASKS_FOR_CA,
            () -> signed(info -> info.attributes(extensions(usage(true, KeyUsage.cRLSign))))),
        row(
            "asks for an unknown critical extension",
            RequestFault.ASKS_FOR_CRITICAL_EXTENSION,
            () ->
                signed(
                    info ->
                        info.attributes(
                            extensions(
                                new Extension(
                                    new ASN1ObjectIdentifier("1.2.3.4"),
                                    true,
                                    DERNull.INSTANCE.getEncoded()))))),
        row("RSA-2048", RequestFault.KEY_RSA, () -> rsa(2048)),
        row("RSA-512", RequestFault.KEY_RSA, () -> rsa(512)),
        row(
            "Ed25519",
            RequestFault.KEY_ALGORITHM,
            () ->
                signed(
                    info ->
                        info.key(
                            new SubjectPublicKeyInfo(
                                new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519),
                                new byte[32])))),
        row(
            "P-384",
            RequestFault.KEY_CURVE,
            () ->
                signed(
                    info ->
                        info.key(
                            new SubjectPublicKeyInfo(
                                new AlgorithmIdentifier(
                                    X9ObjectIdentifiers.id_ecPublicKey,
                                    SECObjectIdentifiers.secp384r1),
                                new byte[97])))),
        row(
            "parameters written out",
            RequestFault.KEY_CURVE,
            () ->
                signed(
                    info ->
                        info.key(
                            new SubjectPublicKeyInfo(
                                new AlgorithmIdentifier(
                                    X9ObjectIdentifiers.id_ecPublicKey,
                                    CustomNamedCurves.getByName("secp256r1")),
                                point(info))))),
        row(
            "no parameters",
            RequestFault.KEY_CURVE,
            () ->
                signed(
                    info ->
                        info.key(
                            new SubjectPublicKeyInfo(
                                new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey),
                                point(info))))),
        row(
            "compressed point",
            RequestFault.KEY_POINT_FORM,
            () ->
                signed(
                    info ->
                        info.key(
                            new SubjectPublicKeyInfo(
                                Suite.P256.keyAlgorithm(), compress(point(info)))))),
        row(
            "hybrid point",
            RequestFault.KEY_POINT_FORM,
            () ->
                signed(
                    info ->
                        info.key(
                            new SubjectPublicKeyInfo(
                                Suite.P256.keyAlgorithm(), hybrid(point(info)))))),
        row(
            "the point at infinity",
            RequestFault.KEY_POINT_FORM,
            () ->
                signed(
                    info ->
                        info.key(
                            new SubjectPublicKeyInfo(Suite.P256.keyAlgorithm(), new byte[1])))),
        row(
            "a point off the curve",
            RequestFault.KEY_OFF_CURVE,
            () ->
                signed(
                    info ->
                        info.key(
                            new SubjectPublicKeyInfo(
                                Suite.P256.keyAlgorithm(), flip(point(info)))))),
        row(
            "a key of the other suite",
            RequestFault.KEY_OTHER_SUITE,
            () -> request(IssuingFixture.keyPair(Suite.SM2), "SM3withSM2")),
        row(
            "the generator as key",
            RequestFault.KEY_WEAK,
            () -> request(scalar(BigInteger.ONE), "SHA256withECDSA")),
        row(
            "a small private key",
            RequestFault.KEY_WEAK,
            () -> request(scalar(BigInteger.valueOf(4096)), "SHA256withECDSA")),
        row(
            "a private key close to the order",
            RequestFault.KEY_WEAK,
            () -> request(scalar(curve().getN().subtract(BigInteger.TWO)), "SHA256withECDSA")),
        row(
            "a power of two as private key",
            RequestFault.KEY_WEAK,
            () -> request(scalar(BigInteger.ONE.shiftLeft(200)), "SHA256withECDSA")),
        row(
            "the key of RFC 6979",
            RequestFault.KEY_WEAK,
            () ->
                request(
                    scalar(
                        new BigInteger(
                            "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721",
                            16)),
                    "SHA256withECDSA")),
        row(
            "SHA-1",
            RequestFault.SIGNATURE_ALGORITHM,
            () -> request(IssuingFixture.keyPair(Suite.P256), "SHA1withECDSA")),
        row(
            "SHA-384",
            RequestFault.SIGNATURE_ALGORITHM,
            () -> request(IssuingFixture.keyPair(Suite.P256), "SHA384withECDSA")),
        row(
            "another request's signature",
            RequestFault.SIGNATURE_INVALID,
            Requests::swappedSignature),
        row(
            "another key's signature",
            RequestFault.SIGNATURE_INVALID,
            () -> signed(info -> info.key(otherKey()))),
        row(
            "a subject changed after signing",
            RequestFault.SIGNATURE_INVALID,
            Requests::changedSubject),
        row("a BER signature", RequestFault.SIGNATURE_INVALID, Requests::paddedSignature),
        row(
            "a signature with unused bits",
            RequestFault.NOT_A_REQUEST,
            Requests::signatureWithUnusedBits));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void refuses(Source source, RequestFault fault) throws Exception {
    String pem = source.pem();
    assertThatThrownBy(() -> CertificationRequest.parse(pem, Suite.P256))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.errors())
                  .singleElement()
                  .satisfies(
                      error -> {
                        assertThat(error.code()).isEqualTo(fault.code());
                        assertThat(error.pointer()).isEqualTo("/csr");
                      });
              assertThat(refusal.problem().status()).isIn(400, 422);
            });
  }

  @Test
  void everyFaultHasARow() {
    EnumSet<RequestFault> covered = EnumSet.noneOf(RequestFault.class);
    refusals().forEach(row -> covered.add((RequestFault) row.get()[1]));
    assertThat(covered).isEqualTo(EnumSet.allOf(RequestFault.class));
  }

  @ParameterizedTest
  @EnumSource(Suite.class)
  void takesThePublicKey(Suite suite) throws Exception {
    KeyPair pair = IssuingFixture.keyPair(suite);
    String pem = request(pair, suite == Suite.SM2 ? "SM3withSM2" : "SHA256withECDSA");

    CertificationRequest request = CertificationRequest.parse(pem, suite);
    assertThat(request.publicKey()).isEqualTo(IssuingFixture.key(pair));
    assertThat(request.der()).isEqualTo(Pem.decode(pem).getFirst().content());
  }

  @Test
  void takesWhatToolsWriteBesideTheKey() throws Exception {
    String harmless =
        signed(
            info ->
                info.subject(new X500Name("C=US,O=Somebody else,CN=" + "x".repeat(60)))
                    .attributes(
                        password("secret"),
                        unknown(1)[0],
                        extensions(
                            usage(true, KeyUsage.digitalSignature),
                            new Extension(
                                Extension.basicConstraints,
                                true,
                                new BasicConstraints(false).getEncoded()),
                            new Extension(
                                Extension.subjectAlternativeName,
                                false,
                                new DERSequence().getEncoded()))));
    CertificationRequest.parse(harmless, Suite.P256);
    CertificationRequest.parse(
        right().replace("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"), Suite.P256);
    CertificationRequest.parse("\r\n" + right().replace("\n", "\r\n"), Suite.P256);
  }

  private static Arguments row(String what, RequestFault fault, Source source) {
    return Arguments.of(Named.of(what, source), fault);
  }
}
