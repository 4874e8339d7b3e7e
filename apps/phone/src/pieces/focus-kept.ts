/** When the row that has the focus goes, a row beside it gets it: who works with keys is not thrown back to the beginning. */
import type { TargetedFocusEvent } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

interface Near {
  readonly here: Element
  /** Where it may go instead, the best first. */
  readonly instead: readonly (Element | null)[]
}

/** For the box around a list whose rows are `li`. `inside`: what takes the focus in a row. */
export function useFocusKept<E extends HTMLElement>(
  inside: string,
): { readonly onFocusCapture: (event: TargetedFocusEvent<E>) => void } {
  const near = useRef<Near | undefined>(undefined)
  useLayoutEffect(() => {
    const last = near.current
    if (last === undefined || last.here.isConnected || document.activeElement !== document.body) return
    near.current = undefined
    const found = last.instead.map((one) => (one?.isConnected === true ? one.querySelector<HTMLElement>(inside) : null))
    found.find((one) => one !== null)?.focus({ preventScroll: true })
  })
  return {
    onFocusCapture({ target, currentTarget }) {
      const here = target as Element
      const row = here.closest('li')
      const instead = [row?.nextElementSibling ?? null, row?.previousElementSibling ?? null, currentTarget]
      near.current = row === null ? undefined : { here, instead }
    },
  }
}
