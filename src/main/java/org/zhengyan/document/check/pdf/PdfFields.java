package org.zhengyan.document.check.pdf;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSString;
import org.apache.pdfbox.pdmodel.PDDocument;

/**
 * The fields of a face in PDF: the entries of its document information dictionary (ISO 32000-2 section
 * 14.3.3). Only for files whose signature was found to be one of this service over the whole file.
 */
public final class PdfFields {
  private static final int MAX_FIELDS = 200;

  private PdfFields() {}

  /** The text entries by name. */
  public static Map<String, String> read(byte[] trusted) throws MalformedPdf {
    try (PDDocument document = Loader.loadPDF(trusted)) {
      COSDictionary information = document.getDocumentInformation().getCOSObject();
      Map<String, String> fields = new LinkedHashMap<>();
      for (COSName name : information.keySet()) {
        COSBase value = information.getDictionaryObject(name);
        if (value instanceof COSString text && fields.size() < MAX_FIELDS) {
          fields.put(name.getName(), text.getString());
        }
      }
      return fields;
    } catch (IOException | RuntimeException e) {
      throw new MalformedPdf("The PDF cannot be read.", e);
    }
  }
}
