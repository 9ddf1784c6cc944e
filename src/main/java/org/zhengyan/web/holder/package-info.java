/**
 * The holder's page, {@code presentation.url}: what a person of the body opens on a phone.
 *
 * <p>The server writes the frame and the first words, in the reader's language; the script of {@code
 * src/main/web}, which Maven bundles, does what needs the holder's key, and calls the same API as
 * everybody. A page allows its own files by their exact addresses and nothing else (CSP Level 3), no
 * framing and no writing of HTML (Trusted Types). GET changes nothing, so that link previews burn
 * nothing; the secret of the link is in its fragment and does not come here.
 */
@NullMarked
package org.zhengyan.web.holder;

import org.jspecify.annotations.NullMarked;
