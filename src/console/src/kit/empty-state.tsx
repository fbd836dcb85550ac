import { Group, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './layout.module.css'

/** Why there is nothing here, and the next step. */
export function EmptyState({
  title,
  children,
  actions,
}: {
  title: string
  children?: ReactNode
  actions?: ReactNode
}) {
  return (
    <div className={classes.empty}>
      <Title order={2} size="h3">
        {title}
      </Title>
      {children && <Text c="dimmed">{children}</Text>}
      {actions && (
        <Group gap="sm" mt="sm">
          {actions}
        </Group>
      )}
    </div>
  )
}
