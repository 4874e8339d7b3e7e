/** A dialog from below on a phone, in the middle elsewhere. Escape, the system's back and a tap beside it close it. */
import type { ComponentChildren, JSX, TargetedMouseEvent, TargetedPointerEvent } from 'preact'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'

export interface SheetProps {
  readonly title: string
  /** Called once, whoever closed it. The owner then draws it no more. */
  readonly onClose: () => void
  /** Buttons that stay below what scrolls. */
  readonly actions?: ComponentChildren
  readonly children: ComponentChildren
}

export function Sheet({ title, onClose, actions, children }: SheetProps): JSX.Element {
  const id = useId()
  const dialog = useDialog(onClose)
  return (
    <dialog {...dialog} class="sheet" aria-labelledby={id}>
      {/* Where reading begins. Something inside with `autofocus` goes before it. */}
      <h2 class="sheet-title" id={id} tabIndex={-1}>
        {title}
      </h2>
      <div class="sheet-body">{children}</div>
      {actions !== undefined && <div class="sheet-actions">{actions}</div>}
    </dialog>
  )
}

/** What a dialog needs: it opens as soon as it is there, and gives the focus back to where it was when it leaves. */
export function useDialog(onClose: () => void) {
  const ref = useRef<HTMLDialogElement>(null)
  const left = useRef(false)
  const beside = useRef(false)
  useLayoutEffect(() => {
    const dialog = ref.current
    left.current = false
    dialog?.showModal()
    return () => {
      // The browser tells of this closing later, when something else may stand in this place.
      left.current = true
      dialog?.close()
    }
  }, [])
  return {
    ref,
    onClose: () => void (left.current || onClose()),
    // A tap beside it begins and ends there: the finger whose long press opened it is not meant.
    onPointerDown: (event: TargetedPointerEvent<HTMLDialogElement>) => {
      beside.current = isBeside(event)
    },
    onClick: (event: TargetedMouseEvent<HTMLDialogElement>) => {
      if (beside.current && isBeside(event)) event.currentTarget.close()
    },
  }
}

/** On the veil, which is the dialog itself outside of its box. */
function isBeside(event: TargetedMouseEvent<HTMLDialogElement>): boolean {
  const dialog = event.currentTarget
  if (event.target !== dialog) return false
  const { left, right, top, bottom } = dialog.getBoundingClientRect()
  return event.clientX < left || event.clientX > right || event.clientY < top || event.clientY > bottom
}
