import { button, make } from './dom'
import { say } from './words'

const shown = 2_000

/** Shows what would be pasted and asks. Resolves with true to send it; Esc is no. */
export function askPaste(lines: number, removed: number, text: string): Promise<boolean> {
  return new Promise((resolve) => {
    const title = make(
      'h2',
      { id: 'paste-title' },
      lines === 1 ? say('paste.one') : say('paste.title', { lines }),
    )
    const send = button(say('paste.send'), () => dialog.close('yes'))
    send.classList.add('primary')
    const dialog = make(
      'dialog',
      { 'aria-labelledby': 'paste-title' },
      title,
      make('p', {}, say('paste.hint')),
      ...(removed > 0 ? [make('p', {}, say('paste.removed', { count: removed }))] : []),
      make('pre', { tabindex: 0 }, text.length > shown ? `${text.slice(0, shown)}…` : text),
      make(
        'div',
        { class: 'buttons' },
        button(say('paste.cancel'), () => dialog.close()),
        send,
      ),
    )
    dialog.addEventListener('close', () => {
      dialog.remove()
      resolve(dialog.returnValue === 'yes')
    })
    document.body.append(dialog)
    dialog.showModal()
    send.focus()
  })
}
