import { ActionIcon, Kbd, Pill, TextInput } from '@mantine/core'
import { IconSearch, IconX } from '@tabler/icons-react'
import { type KeyboardEvent, useCallback, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './query-bar.module.css'
import { complete, completions, readTerms, removeTerm } from './query-terms'

export interface QueryBarProps {
  label: string
  placeholder: string
  value: string
  onChange: (query: string) => void
  keywords: readonly string[]
  /** What the server found wrong with the query. */
  error?: string | undefined
}

/**
 * One string in two renderings: finished terms as pills, the one being typed as text. The query is
 * sent when a term is finished (blank, Enter) or typing rests for a moment.
 */
export function QueryBar({ label, placeholder, value, onChange, keywords, error }: QueryBarProps) {
  const { t } = useTranslation()
  const errorId = useId()
  const input = useRef<HTMLInputElement>(null)
  const [edit, setEdit] = useState({ base: value, draft: '' })
  const [seen, setSeen] = useState(value)
  const [sent, setSent] = useState(value)
  if (value !== seen) {
    setSeen(value)
    // Changed from outside (a facet, the address): what is shown starts again from there.
    if (value !== sent) setEdit({ base: value, draft: '' })
  }
  const { base, draft } = edit
  const pills = readTerms(base)
  const next = [base, draft.trim()].filter(Boolean).join(' ')

  const send = useCallback(
    (query: string) => {
      setSent(query)
      onChange(query)
    },
    [onChange],
  )
  useEffect(() => {
    if (next === sent || draft.endsWith(':')) return
    const timer = setTimeout(() => send(next), 250)
    return () => clearTimeout(timer)
  }, [next, sent, draft, send])

  const finish = () => {
    setEdit({ base: next, draft: '' })
    if (next !== sent) send(next)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const open = (draft.match(/"/g)?.length ?? 0) % 2 === 1
    if (
      event.key === 'Enter' ||
      (event.key === ' ' && draft.trim() !== '' && !open && !draft.endsWith(':'))
    ) {
      event.preventDefault()
      finish()
    } else if (event.key === 'Backspace' && draft === '' && pills.length > 0) {
      event.preventDefault()
      setEdit({ base: removeTerm(base, pills.length - 1), draft: pills.at(-1)?.text ?? '' })
    } else if (event.key === 'Escape') {
      event.preventDefault()
      if (draft) finish()
      input.current?.blur()
    }
  }
  const offered = completions(draft, keywords)

  return (
    <div className={classes.bar}>
      <div className={classes.field} data-error={error ? true : undefined}>
        <IconSearch size={16} aria-hidden className={classes.icon} />
        {pills.map((term, index) => (
          <Pill
            key={`${index} ${term.text}`}
            withRemoveButton
            onRemove={() => setEdit({ base: removeTerm(base, index), draft })}
            removeButtonProps={{
              'aria-label': t('query.remove', { term: term.text }),
              'aria-hidden': false,
              tabIndex: 0,
            }}
            className={classes.pill}
          >
            {term.text}
          </Pill>
        ))}
        <TextInput
          ref={input}
          data-query
          variant="unstyled"
          className={classes.input}
          aria-label={label}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? errorId : undefined}
          placeholder={pills.length === 0 ? placeholder : ''}
          value={draft}
          onChange={(event) => setEdit({ base, draft: event.currentTarget.value })}
          onBlur={finish}
          onKeyDown={onKeyDown}
          autoComplete="off"
          spellCheck={false}
        />
        {next !== '' ? (
          <ActionIcon
            aria-label={t('query.clear')}
            color="gray"
            onClick={() => {
              setEdit({ base: '', draft: '' })
              send('')
              input.current?.focus()
            }}
          >
            <IconX size={16} />
          </ActionIcon>
        ) : (
          <Kbd size="xs" aria-hidden className={classes.key}>
            /
          </Kbd>
        )}
      </div>
      {offered.length > 0 && (
        <div className={classes.offers}>
          {offered.map((keyword) => (
            <button
              key={keyword}
              type="button"
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => {
                setEdit({ base, draft: complete(draft, keyword) })
                input.current?.focus()
              }}
            >
              {keyword}:
            </button>
          ))}
        </div>
      )}
      {error && (
        <p id={errorId} className={classes.error} role="alert">
          {error}
        </p>
      )}
    </div>
  )
}
