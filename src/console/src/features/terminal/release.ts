/**
 * Calls `onRelease` when Ctrl, Alt and Shift were held together and let go without any other key: the
 * one way out of a captured keyboard (`console.md` 9).
 */
export function watchRelease(target: EventTarget, onRelease: () => void): void {
  let armed = false
  target.addEventListener(
    'keydown',
    (event) => {
      const { key, ctrlKey, altKey, shiftKey } = event as KeyboardEvent
      const modifier = key === 'Control' || key === 'Alt' || key === 'Shift'
      armed = modifier && ctrlKey && altKey && shiftKey
    },
    { capture: true },
  )
  target.addEventListener(
    'keyup',
    () => {
      if (!armed) return
      armed = false
      onRelease()
    },
    { capture: true },
  )
}
