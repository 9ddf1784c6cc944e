package org.zhengyan.document.page;

import java.util.List;

/**
 * A page.
 *
 * @param sealX where the seal's picture is put, its top left corner; the seal itself is no mark
 * @param sealSize side of the square that the seal fills
 */
public record FacePage(
    double width, double height, List<Mark> marks, double sealX, double sealY, double sealSize) {
  public FacePage {
    marks = List.copyOf(marks);
  }
}
