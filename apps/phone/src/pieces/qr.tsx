/** A text as a code for cameras: black on white in both themes, with the white around it that scanners need. */
import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { encode } from 'uqr'
import { qrPath } from './qr-path.ts'

/** Squares of white on each side (ISO/IEC 18004, quiet zone). */
const quiet = 4

/** `label` is what it is called for ears; the text itself is for cameras only. */
export function Qr({ text, label }: { readonly text: string; readonly label: string }): JSX.Element {
  const { size, path } = useMemo(() => {
    const { data, size } = encode(text, { ecc: 'M', border: quiet })
    return { size, path: qrPath(data) }
  }, [text])
  return (
    <svg class="qr" role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} shape-rendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}
