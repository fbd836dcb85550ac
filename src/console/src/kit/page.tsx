import { Group, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import classes from './layout.module.css'

export interface PageProps {
  title: string
  /** One line of facts under the title. */
  facts?: ReactNode
  actions?: ReactNode
  children: ReactNode
  /** The content keeps to the window's height and scrolls inside (lists). */
  fill?: boolean
}

/** A page's head and body. Focus goes to the heading, so that a screen reader says where one is. */
export function Page({ title, facts, actions, children, fill }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · MeshEvents`
  }, [title])
  useEffect(() => {
    heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    <div className={fill ? `${classes.page} ${classes.fill}` : classes.page}>
      <Group justify="space-between" align="flex-start" gap="md" className={classes.head}>
        <div className={classes.titles}>
          <Title order={1} ref={heading} tabIndex={-1} className={classes.title}>
            {title}
          </Title>
          {facts && (
            <Text component="div" size="sm" c="dimmed">
              {facts}
            </Text>
          )}
        </div>
        {actions && (
          <Group gap="sm" className={classes.actions}>
            {actions}
          </Group>
        )}
      </Group>
      {children}
    </div>
  )
}
