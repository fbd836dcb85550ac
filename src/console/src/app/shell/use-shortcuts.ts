import { useEffect } from 'react'
import { isTyping, KeySequence } from './key-sequence'

/** Runs actions by key. Ctrl/⌘ K works everywhere; single keys only outside fields and when switched on. */
export function useShortcuts(
  bindings: ReadonlyMap<string, string>,
  run: (action: string) => void,
  singleKeys: boolean,
): void {
  useEffect(() => {
    const keys = new KeySequence(bindings)
    const onKeyDown = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        run('palette')
        return
      }
      if (
        !singleKeys ||
        event.defaultPrevented ||
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        isTyping(event.target)
      )
        return
      const meaning = keys.press(event.key)
      if (meaning === null || meaning === 'waiting') return
      event.preventDefault()
      run(meaning.action)
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [bindings, run, singleKeys])
}
