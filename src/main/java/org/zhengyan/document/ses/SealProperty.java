package org.zhengyan.document.ses;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;

/**
 * {@code SES_ESPropertyInfo}: what the seal is, who may use it and when.
 *
 * @param type 1 for the seal of a unit, 2 for that of a person
 * @param name of the seal
 * @param signers who may sign with it; at least one
 * @param createdAt whole seconds
 * @param validFrom whole seconds, itself included
 * @param validTo whole seconds, itself included
 */
public record SealProperty(
    int type, String name, Signers signers, Instant createdAt, Instant validFrom, Instant validTo) {

  /** The seal of a unit. */
  public static final int UNIT = 1;

  private static final int MAX_SIGNERS = 64;

  /** {@code certListType} and {@code certList}: a certificate itself, or a digest of it. */
  public sealed interface Signers {}

  /** Form 1: the certificates, DER. */
  public record Certificates(List<byte[]> certificates) implements Signers {
    public Certificates {
      certificates = List.copyOf(certificates);
    }
  }

  /** Form 2: digests of the certificates. */
  public record Digests(List<Digest> digests) implements Signers {
    public Digests {
      digests = List.copyOf(digests);
    }
  }

  /** {@code CertDigestObj}: the type is free text, such as {@code SM3}. */
  public record Digest(String type, byte[] value) {}

  static SealProperty read(ASN1Encodable value) throws MalformedSeal {
    SealDer fields = new SealDer("seal's property", value);
    int type = fields.integer();
    String name = fields.text(ASN1UTF8String.class);
    Signers signers = signers(fields.integer(), fields.next());
    SealProperty property =
        new SealProperty(type, name, signers, fields.time(), fields.time(), fields.time());
    fields.end();
    return property;
  }

  private static Signers signers(int form, ASN1Encodable value) throws MalformedSeal {
    if (!(value instanceof ASN1Sequence list) || list.size() == 0 || list.size() > MAX_SIGNERS) {
      throw new MalformedSeal("The seal's list of signers is no list, empty or too long.");
    }
    return switch (form) {
      case 1 -> new Certificates(certificates(list));
      case 2 -> new Digests(digests(list));
      default -> throw new MalformedSeal("The seal's list of signers is of an unknown form.");
    };
  }

  private static List<byte[]> certificates(ASN1Sequence list) throws MalformedSeal {
    List<byte[]> certificates = new ArrayList<>();
    for (ASN1Encodable each : list) {
      if (!(each instanceof ASN1OctetString certificate)) {
        throw new MalformedSeal("The seal's list of signers holds something else.");
      }
      certificates.add(certificate.getOctets());
    }
    return certificates;
  }

  private static List<Digest> digests(ASN1Sequence list) throws MalformedSeal {
    List<Digest> digests = new ArrayList<>();
    for (ASN1Encodable each : list) {
      SealDer fields = new SealDer("seal's list of signers", each);
      digests.add(new Digest(fields.text(ASN1PrintableString.class), fields.octets()));
      fields.end();
    }
    return digests;
  }

  ASN1Sequence toAsn1() {
    ASN1EncodableVector list = new ASN1EncodableVector();
    int form =
        switch (signers) {
          case Certificates form1 -> {
            form1.certificates().forEach(der -> list.add(new DEROctetString(der)));
            yield 1;
          }
          case Digests form2 -> {
            for (Digest each : form2.digests()) {
              list.add(
                  new DERSequence(
                      new ASN1Encodable[] {
                        new DERPrintableString(each.type()), new DEROctetString(each.value())
                      }));
            }
            yield 2;
          }
        };
    return new DERSequence(
        new ASN1Encodable[] {
          new ASN1Integer(type),
          new DERUTF8String(name),
          new ASN1Integer(form),
          new DERSequence(list),
          SealDer.generalized(createdAt),
          SealDer.generalized(validFrom),
          SealDer.generalized(validTo)
        });
  }
}
