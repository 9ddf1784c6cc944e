package org.zhengyan.document.check;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.zhengyan.x509.CmsFixture;
import org.zhengyan.x509.TestPki.Entity;

/** Makes a signed PDF by hand, as small as one can be. */
final class PdfFixture {
  private static final int ROOM = 16_000;

  final Map<String, String> fields = new LinkedHashMap<>();
  final Entity signer;
  @Nullable UnaryOperator<byte[]> stamp;
  UnaryOperator<CmsFixture> cms = made -> made;
  UnaryOperator<byte[]> value = der -> der;
  UnaryOperator<String> byteRange = range -> range;

  PdfFixture(TestSeals seals) {
    this(seals.signer, value -> seals.token(value, TestSeals.SIGNED));
  }

  PdfFixture(Entity signer, UnaryOperator<byte[]> stamp) {
    this.signer = signer;
    this.stamp = stamp;
  }

  byte[] build() {
    StringBuilder information = new StringBuilder("<< ");
    fields.forEach(
        (name, text) ->
            information
                .append("/" + name + " <FEFF")
                .append(HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_16BE)))
                .append("> "));
    String[] objects = {
      "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] /SigFlags 3 >> >>",
      "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Annots [4 0 R] >>",
      "<< /Type /Annot /Subtype /Widget /FT /Sig /T (s) /Rect [0 0 0 0] /P 3 0 R /V 5 0 R >>",
      "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached\n/ByteRange "
          + "[0 ########## ########## ##########]\n/Contents <" + "0".repeat(ROOM) + "> >>",
      information.append(">>").toString()
    };
    StringBuilder pdf = new StringBuilder("%PDF-1.7\n");
    StringBuilder table = new StringBuilder("xref\n0 7\n0000000000 65535 f \n");
    for (int i = 0; i < objects.length; i++) {
      table.append("%010d 00000 n \n".formatted(pdf.length()));
      pdf.append((i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n");
    }
    int start = pdf.length();
    pdf.append(table + "trailer\n<< /Size 7 /Root 1 0 R /Info 6 0 R >>\nstartxref\n" + start + "\n%%EOF\n");

    int from = pdf.indexOf("/Contents <") + "/Contents ".length();
    int to = from + ROOM + 2;
    String range = "[0 %-10d %-10d %-10d]".formatted(from, to, pdf.length() - to);
    String text =
        pdf.toString().replace("[0 ########## ########## ##########]", byteRange.apply(range));
    byte[] file = text.getBytes(StandardCharsets.ISO_8859_1);

    ByteArrayOutputStream covered = new ByteArrayOutputStream();
    covered.write(file, 0, from);
    covered.write(file, to, file.length - to);
    CmsFixture signature = new CmsFixture(signer);
    signature.replace(CmsFixture.MESSAGE_DIGEST, signature.digestOf(covered.toByteArray()));
    signature.stamp = stamp;
    byte[] hex =
        HexFormat.of().formatHex(value.apply(cms.apply(signature).build())).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(hex, 0, file, from + 1, hex.length);
    return file;
  }
}
