/*
 * Lays out the fonts of certificate faces for the jar: Noto Serif SC in two weights, and Hanazono
 * Mincho, in small pieces, for the characters that it does not have (CJK extensions B to F).
 *
 * rare.txt tells which piece has which code points: "FILE FROM TO", hexadecimal, both included.
 */
import wawoff2 from "wawoff2";

const TARGET = "../../classes/document/fonts/";
const NOTO = "node_modules/@expo-google-fonts/noto-serif-sc/";
const HANAZONO = "node_modules/hanamin/";
const WANTED = /HanaMin(A\.CJK-Compatibility-Ideographs|A\.CJK-Radicals-Supplement|B\.)/;

async function exists(file: string): Promise<boolean> {
  try {
    return (await Deno.stat(file)).isFile;
  } catch {
    return false;
  }
}

async function serif(): Promise<void> {
  await Deno.copyFile(NOTO + "400Regular/NotoSerifSC_400Regular.ttf", TARGET + "serif.ttf");
  await Deno.copyFile(NOTO + "600SemiBold/NotoSerifSC_600SemiBold.ttf", TARGET + "serif-bold.ttf");
  await Deno.copyFile(NOTO + "LICENSE_FONT", TARGET + "serif-LICENSE.txt");
}

async function rare(): Promise<void> {
  const styles = await Deno.readTextFile(HANAZONO + "HanaMin.css");
  const faces = styles.matchAll(/url\((HanaMin[^)]*\.woff2)\)[^}]*?unicode-range:\s*([^;]+);/g);
  const lines: string[] = [];
  for (const [, source, ranges] of faces) {
    if (!WANTED.test(source)) {
      continue;
    }
    const file = source.replace(".woff2", ".ttf");
    const packed = await Deno.readFile(HANAZONO + source);
    await Deno.writeFile(TARGET + "rare/" + file, await wawoff2.decompress(packed));
    for (const range of ranges.split(",")) {
      const [from, to] = range.trim().replace(/^U\+/i, "").split("-");
      lines.push(`${file} ${from} ${to ?? from}`);
    }
  }
  await Deno.copyFile(HANAZONO + "LICENSE", TARGET + "rare/package-LICENSE.txt");
  await Deno.writeTextFile(
    TARGET + "rare/README.txt",
    "Hanazono Mincho, created by GlyphWiki (glyphwiki.org): unlimited permission to use, copy and\n" +
      "distribute it, with or without modification, or under the SIL Open Font License 1.1.\n",
  );
  await Deno.writeTextFile(TARGET + "rare.txt", lines.join("\n") + "\n");
}

// Written last, so whoever finds it finds the others.
if (!(await exists(TARGET + "rare.txt"))) {
  await Deno.mkdir(TARGET + "rare", { recursive: true });
  await serif();
  await rare();
}
